/**
 * What is kept of the sessions of a scope and of a device: edges by the hour, from which the
 * numbers of every bucket follow. Plain Java; no clock but the event time that it is given; knows
 * nothing of Flink, JSON or SQL.
 */
package io.sessionstats.ledger;
