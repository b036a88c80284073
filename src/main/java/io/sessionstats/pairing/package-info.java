/**
 * Starts and ends become sessions, in whichever order they come: what is remembered of a session,
 * and the rules by which events change it. Plain Java; knows nothing of Flink, and no clock but the
 * watermark that it is given.
 */
package io.sessionstats.pairing;
