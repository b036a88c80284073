package io.sessionstats.api.trro;

/** A message in the two languages that callers may ask for. */
record ErrorMessage(String english, String chinese) {

    String in(Language language) {
        return switch (language) {
            case ENGLISH -> english;
            case CHINESE -> chinese;
        };
    }
}
