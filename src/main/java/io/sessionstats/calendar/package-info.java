/**
 * Hours, days, weeks and months of any IANA zone. Pure functions of instants and zones; no clock is
 * read.
 */
package io.sessionstats.calendar;
