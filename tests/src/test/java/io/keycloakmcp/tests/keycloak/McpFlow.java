/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** The code flow as an MCP client and a person in a browser go through it, in one browser session. */
public final class McpFlow {

    /** A PKCE verifier (RFC 7636 §4.1). */
    public static final String VERIFIER = "a-verifier-that-is-long-enough-for-rfc-7636-and-never-changes";

    private static final int MAX_PAGES = 8;

    private final TestRealm realm;
    private final String clientId;
    private final String redirectUri;
    private final Http browser = Http.withCookies();
    private String choice = "accept";
    private Document lastPage;
    private final Map<String, Supplier<String>> answers = new HashMap<>();
    private final Map<String, String> smuggled = new HashMap<>();

    /**
     * A flow of a client.
     *
     * @param realm the realm
     * @param clientId the client
     * @param redirectUri where it wants to be sent back to
     */
    public McpFlow(TestRealm realm, String clientId, String redirectUri) {
        this.realm = realm;
        this.clientId = clientId;
        this.redirectUri = redirectUri;
    }

    /**
     * Lets the person answer what other pages than the login page ask for.
     *
     * @param field the name of the input
     * @param answer gives the answer, each time it is asked for
     * @return this flow
     */
    public McpFlow answering(String field, Supplier<String> answer) {
        answers.put(field, answer);
        return this;
    }

    /**
     * Makes the person send a field with every form that the form does not have.
     *
     * @param field the name of the field
     * @param value its value
     * @return this flow
     */
    public McpFlow alsoSending(String field, String value) {
        smuggled.put(field, value);
        return this;
    }

    /**
     * Makes the person refuse consent from now on.
     *
     * @return this flow
     */
    public McpFlow denying() {
        choice = "cancel";
        return this;
    }

    /**
     * Makes the person give consent again.
     *
     * @return this flow
     */
    public McpFlow allowing() {
        choice = "accept";
        return this;
    }

    /**
     * The parameters of an authorization request that is right but for what the test says about it.
     *
     * @param changes parameters to set; an empty value leaves the parameter out
     * @return the parameters
     */
    public Map<String, String> authorizationRequest(Map<String, String> changes) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("response_type", "code");
        parameters.put("client_id", clientId);
        parameters.put("redirect_uri", redirectUri);
        parameters.put("state", UUID.randomUUID().toString());
        parameters.put("code_challenge", challenge(VERIFIER));
        parameters.put("code_challenge_method", "S256");
        parameters.putAll(changes);
        parameters.values().removeIf(String::isEmpty);
        return parameters;
    }

    /**
     * The person's browser, for what begins otherwise than with a URL.
     *
     * @return the browser
     */
    public Http browser() {
        return browser;
    }

    /**
     * Sends an authorization request and nothing else.
     *
     * @param changes see {@link #authorizationRequest}
     * @return the answer: a login page, an error page, or a redirect
     */
    public Answer authorize(Map<String, String> changes) {
        return browser.get(authorizationEndpoint() + "?" + Http.encode(authorizationRequest(changes)));
    }

    private String authorizationEndpoint() {
        return realm.issuer() + "/protocol/openid-connect/auth";
    }

    /**
     * Goes from an authorization request to the redirect back to the client: logs in and consents where it is asked to.
     *
     * @param user the user, whose password is the same
     * @param changes see {@link #authorizationRequest}
     * @return the parameters of the redirect
     */
    public Map<String, String> logIn(String user, Map<String, String> changes) {
        return logInAt(authorizationEndpoint() + "?" + Http.encode(authorizationRequest(changes)), user);
    }

    /**
     * Goes from any URL that begins a login to the redirect back to the client.
     *
     * @param url the URL
     * @param user the user, whose password is the same
     * @return the parameters of the redirect
     */
    public Map<String, String> logInAt(String url, String user) {
        return goOn(browser.get(url), user);
    }

    /**
     * Goes from a page of the login to the redirect back to the client.
     *
     * @param first the page, or a redirect
     * @param user the user, whose password is the same
     * @return the parameters of the redirect
     */
    public Map<String, String> goOn(Answer first, String user) {
        lastPage = null;
        Answer answer = first;
        for (int page = 0; page < MAX_PAGES; page++) {
            if (answer.status() / 100 == 3) {
                String location = answer.header("Location");
                if (location.startsWith(redirectUri)) {
                    return query(location);
                }
                answer = browser.get(location);
            } else {
                answer = submit(answer, user);
            }
        }
        throw new AssertionError("Still no redirect after " + MAX_PAGES + " pages: " + answer.body());
    }

    /**
     * Goes from an authorization request to the question for consent, and does not answer it.
     *
     * @param user the user, whose password is the same
     * @param changes see {@link #authorizationRequest}
     * @return the page
     */
    public Answer untilConsent(String user, Map<String, String> changes) {
        Answer answer = authorize(changes);
        for (int page = 0; page < MAX_PAGES; page++) {
            if (answer.status() / 100 == 3) {
                answer = browser.get(answer.header("Location"));
            } else if (Jsoup.parse(answer.body()).selectFirst("[name=accept]") != null) {
                return answer;
            } else {
                answer = submit(answer, user);
            }
        }
        throw new AssertionError("Was not asked for consent: " + answer.body());
    }

    /**
     * Goes through the pages of a device's user code (RFC 8628 §3.3).
     *
     * @param verificationUri the complete verification URI
     * @param user the user, whose password is the same
     * @return the text of the last page
     */
    public String approveDevice(String verificationUri, String user) {
        Answer answer = browser.get(verificationUri);
        for (int page = 0; page < MAX_PAGES; page++) {
            if (answer.status() / 100 == 3) {
                answer = browser.get(answer.header("Location"));
            } else if (Jsoup.parse(answer.body()).selectFirst("form[method=post]") == null) {
                break;
            } else {
                answer = submit(answer, user);
            }
        }
        return Jsoup.parse(answer.body()).text();
    }

    /**
     * The last page with a form that somebody saw and sent in the last login.
     *
     * @return the page; {@code null} if there was none
     */
    public Document lastPage() {
        return lastPage;
    }

    /**
     * Tells whether the last login ended with the question for consent.
     *
     * @return true if the person was asked
     */
    public boolean wasAskedForConsent() {
        return lastPage != null && lastPage.selectFirst("[name=accept]") != null;
    }

    /**
     * Sends the form of a page.
     *
     * @param page the page
     * @param user who fills it in
     * @return the next page, or a redirect
     */
    public Answer submit(Answer page, String user) {
        Document document = Jsoup.parse(page.body(), realm.base());
        lastPage = document;
        Element form = document.selectFirst("form[method=post]");
        assertThat(form).as("a form on the page: " + document.text()).isNotNull();
        Map<String, String> fields = new HashMap<>();
        form.select("input[type=hidden][name]").forEach(input -> fields.put(input.attr("name"), input.val()));
        // Where people belong to organizations, name and password are asked for on two pages.
        Map.of("username", user, "password", user, choice, "Yes").forEach((name, value) -> {
            if (form.selectFirst("[name=" + name + "]") != null) {
                fields.put(name, value);
            }
        });
        answers.forEach((field, answer) -> {
            if (form.selectFirst("[name=" + field + "]") != null) {
                fields.put(field, answer.get());
            }
        });
        fields.putAll(smuggled);
        return browser.postForm(form.absUrl("action"), fields);
    }

    /**
     * Exchanges a code.
     *
     * @param code the code
     * @param changes parameters to set; an empty value leaves the parameter out
     * @return the answer of the token endpoint
     */
    public Answer exchange(String code, Map<String, String> changes) {
        return Http.plain().postForm(realm.tokenEndpoint(), exchangeRequest(code, changes));
    }

    /**
     * The parameters of a token request that is right but for what the test says about it.
     *
     * @param code the code
     * @param changes parameters to set; an empty value leaves the parameter out
     * @return the parameters
     */
    public Map<String, String> exchangeRequest(String code, Map<String, String> changes) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("client_id", clientId);
        form.put("redirect_uri", redirectUri);
        form.put("code", code);
        form.put("code_verifier", VERIFIER);
        form.putAll(changes);
        form.values().removeIf(String::isEmpty);
        return form;
    }

    /**
     * Goes the whole way to tokens.
     *
     * @param user the user, whose password is the same
     * @param resource the resource, in both requests
     * @param scope the scopes
     * @return the answer of the token endpoint
     */
    public Answer tokens(String user, String resource, String scope) {
        Map<String, String> redirect = logIn(user, Map.of("resource", resource, "scope", scope));
        assertThat(redirect).containsKey("code");
        return exchange(redirect.get("code"), Map.of("resource", resource));
    }

    /**
     * Refreshes.
     *
     * @param refreshToken the refresh token
     * @param changes parameters to set
     * @return the answer of the token endpoint
     */
    public Answer refresh(String refreshToken, Map<String, String> changes) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "refresh_token");
        form.put("client_id", clientId);
        form.put("refresh_token", refreshToken);
        form.putAll(changes);
        return Http.plain().postForm(realm.tokenEndpoint(), form);
    }

    /**
     * The S256 challenge of a verifier (RFC 7636 §4.2).
     *
     * @param verifier the verifier
     * @return the challenge
     */
    public static String challenge(String verifier) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The parameters of a URL's query.
     *
     * @param url the URL
     * @return the parameters
     */
    public static Map<String, String> query(String url) {
        return Arrays.stream(URI.create(url).getRawQuery().split("&"))
                .map(field -> field.split("=", 2))
                .collect(
                        Collectors.toMap(field -> decode(field[0]), field -> field.length < 2 ? "" : decode(field[1])));
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
