/**
 * What farm sessions use and cost: usage cells, which make usage exact in any time zone without
 * keeping sessions, and the arithmetic that answers a period from them. Exact integers inside, one
 * conversion at the end. Pure: knows nothing of Flink, HTTP or SQL.
 */
package io.sessionstats.usage;
