/**
 * The server that answers over HTTP. A face, one outward dialect in a package of its own, turns a
 * received request into an answer; the server around it reads and writes the bytes, and keeps
 * credentials, limits and metrics. The only package that knows an HTTP library; knows nothing of
 * Flink or SQL.
 */
package io.sessionstats.api;
