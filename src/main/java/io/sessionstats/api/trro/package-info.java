/**
 * The face of Tencent Cloud's TRRO: its two actions on session statistics, in the dialect of
 * Tencent Cloud API 3.0, product {@code trro}, version {@code 2022-03-25}. Its words, units and
 * error codes live here and nowhere else.
 */
package io.sessionstats.api.trro;
