/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import io.keycloakmcp.resource.RealmFinding.Severity;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;

/**
 * The texts of a package's findings: {@code findings.properties} in the package, in English, and
 * {@code findings_de.properties} in German. A finding {@code x} has the texts {@code x.title}, {@code x.detail} and, if
 * there is something to do, {@code x.fix}, each a {@link MessageFormat}.
 */
public final class FindingTexts {

    /** The languages that there are texts in; the first is for everybody else. */
    public static final List<Locale> LANGUAGES = List.of(Locale.ENGLISH, Locale.GERMAN);

    private static final String FILE = ".findings";
    private static final String TITLE = ".title";
    private static final String DETAIL = ".detail";
    private static final String FIX = ".fix";

    private final ResourceBundle texts;
    private final Locale locale;

    /**
     * The texts of a package.
     *
     * @param owner a class of the package
     * @param locale the language
     */
    public FindingTexts(Class<?> owner, Locale locale) {
        this.locale = locale;
        this.texts = ResourceBundle.getBundle(
                owner.getPackageName() + FILE,
                locale,
                owner.getClassLoader(),
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    /**
     * A finding about what is as it should be.
     *
     * @param id what kind of finding it is
     * @param values what its texts are filled with
     * @return the finding
     */
    public RealmFinding ok(String id, Object... values) {
        return finding(id, Severity.OK, values);
    }

    /**
     * A finding that is good to know.
     *
     * @param id what kind of finding it is
     * @param values what its texts are filled with
     * @return the finding
     */
    public RealmFinding info(String id, Object... values) {
        return finding(id, Severity.INFO, values);
    }

    /**
     * A finding about what will go wrong, or keeps some clients out.
     *
     * @param id what kind of finding it is
     * @param values what its texts are filled with
     * @return the finding
     */
    public RealmFinding warning(String id, Object... values) {
        return finding(id, Severity.WARNING, values);
    }

    /**
     * A finding about what keeps MCP clients out, or a rule from being kept.
     *
     * @param id what kind of finding it is
     * @param values what its texts are filled with
     * @return the finding
     */
    public RealmFinding error(String id, Object... values) {
        return finding(id, Severity.ERROR, values);
    }

    private RealmFinding finding(String id, Severity severity, Object... values) {
        return new RealmFinding(
                id,
                severity,
                text(id + TITLE, values),
                text(id + DETAIL, values),
                texts.containsKey(id + FIX) ? Optional.of(text(id + FIX, values)) : Optional.empty(),
                Optional.empty());
    }

    /**
     * Any text of the package.
     *
     * @param key its key
     * @param values what it is filled with
     * @return the text
     */
    public String text(String key, Object... values) {
        return new MessageFormat(texts.getString(key), locale).format(values);
    }
}
