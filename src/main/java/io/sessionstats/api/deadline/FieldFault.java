package io.sessionstats.api.deadline;

/**
 * What is wrong with one member of a request.
 *
 * @param name the member's path, such as {@code resourceIds.queueIds[2]}
 * @param message what was expected
 */
record FieldFault(String name, String message) {}
