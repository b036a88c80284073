package io.sessionstats.api.trro;

/** The languages of error messages. */
enum Language {
    ENGLISH,
    CHINESE;

    /** What {@code X-TC-Language} or {@code Language} asks for: English unless it is zh-CN. */
    static Language of(String tag) {
        return "zh-CN".equalsIgnoreCase(tag) ? CHINESE : ENGLISH;
    }
}
