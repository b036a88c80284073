/** Publishes a file of events to Kafka. Passes bytes on as they are; knows nothing of events. */
package io.sessionstats.replay;
