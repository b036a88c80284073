package io.sessionstats.options;

/**
 * Where statistics are published.
 *
 * @param url the JDBC URL of a PostgreSQL database, without a password
 * @param user the role that connects
 * @param password where its password is found
 * @param schema the schema that holds the tables; a plain lower-case name that needs no quotes
 */
public record StoreOptions(String url, String user, StorePassword password, String schema) {}
