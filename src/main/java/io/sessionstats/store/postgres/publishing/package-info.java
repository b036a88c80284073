/**
 * How the job's rows become visible: one transaction a checkpoint, in which chunks of rows go into
 * their tables by COPY, and no row ever goes back. Makes no object of a row that is not needed to
 * put it in order.
 */
package io.sessionstats.store.postgres.publishing;
