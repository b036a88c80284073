/**
 * The face that AWS Deadline Cloud shows: {@code StartSessionsStatisticsAggregation} and {@code
 * GetSessionsStatisticsAggregation}, as the vendor's own clients speak them. All names, units and
 * limits of that wire are here and nowhere else. Knows nothing of the other faces, of the HTTP
 * library or of SQL; what is computed is the store's and the usage package's matter.
 */
package io.sessionstats.api.deadline;
