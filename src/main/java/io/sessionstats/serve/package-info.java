/**
 * The API server put together: options, credentials, store and faces, as a process or as a part of
 * another. Wiring only.
 */
package io.sessionstats.serve;
