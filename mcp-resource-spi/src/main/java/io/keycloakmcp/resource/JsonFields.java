/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.keycloak.util.JsonSerialization;

/**
 * The members of a JSON object that somebody sent, read one by one. What is wrong is noted and not thrown, so that the
 * sender learns of all of it at once; the value that is given then is only good to go on with.
 */
public final class JsonFields {

    /** What Keycloak's columns for the name and the description of a client hold. */
    private static final int MAX_TEXT = 255;

    private static final int MAX_LIST = 1000;
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private final JsonNode json;
    private final String prefix;
    private final List<FieldError> errors;

    /**
     * Begins to read.
     *
     * @throws InvalidFields if it is no JSON object
     */
    JsonFields(JsonNode json) throws InvalidFields {
        this(json, "", new ArrayList<>());
        if (!json.isObject()) {
            throw new InvalidFields(List.of(new FieldError("", "the body must be a JSON object")));
        }
    }

    private JsonFields(JsonNode json, String prefix, List<FieldError> errors) {
        this.json = json;
        this.prefix = prefix;
        this.errors = errors;
    }

    /**
     * Begins to read.
     *
     * @param json the text
     * @return the members of the object
     * @throws InvalidFields if it is no JSON object
     */
    public static JsonFields of(String json) throws InvalidFields {
        try {
            return new JsonFields(JsonSerialization.mapper.readTree(json));
        } catch (JsonProcessingException e) {
            throw new InvalidFields(List.of(new FieldError("", "the body must be JSON")));
        }
    }

    /**
     * An object within this one. What is wrong in it is noted here, under its path.
     *
     * @param field the member
     * @return its members; none if it is missing
     */
    public JsonFields object(String field) {
        Optional<JsonNode> member = member(field);
        if (member.isPresent() && !member.get().isObject()) {
            error(field, "must be a JSON object");
        }
        return nested(field, member.filter(JsonNode::isObject).orElseGet(JsonNodeFactory.instance::objectNode));
    }

    /**
     * The objects of an array within this one. What is wrong in one of them is noted here, under its path.
     *
     * @param field the member
     * @return the members of each
     */
    public List<JsonFields> objects(String field) {
        List<JsonNode> elements = array(field);
        if (!elements.stream().allMatch(JsonNode::isObject)) {
            error(field, "must be an array of JSON objects");
            return List.of();
        }
        return IntStream.range(0, elements.size())
                .mapToObj(place -> nested(field + "[" + place + "]", elements.get(place)))
                .toList();
    }

    private JsonFields nested(String field, JsonNode node) {
        return new JsonFields(node, prefix + field + ".", errors);
    }

    /**
     * Notes what is wrong with a field; the first thing is enough.
     *
     * @param field the member
     * @param message what it must be, as the rest of a sentence that begins with its name
     */
    public void error(String field, String message) {
        String path = prefix + field;
        if (errors.stream().noneMatch(error -> error.field().equals(path))) {
            errors.add(new FieldError(path, message));
        }
    }

    /**
     * Ends reading.
     *
     * @throws InvalidFields if anything was wrong
     */
    public void complete() throws InvalidFields {
        if (!errors.isEmpty()) {
            throw new InvalidFields(errors);
        }
    }

    /**
     * A member.
     *
     * @param field its name
     * @return the value; one that is {@code null} counts as missing
     */
    public Optional<JsonNode> member(String field) {
        return Optional.ofNullable(json.get(field)).filter(node -> !node.isNull());
    }

    /**
     * A text of any length, without the blanks around it.
     *
     * @param field the member
     * @return the text, which may be empty
     */
    public Optional<String> string(String field) {
        Optional<JsonNode> member = member(field);
        if (member.isPresent() && !member.get().isTextual()) {
            error(field, "must be a string");
            return Optional.empty();
        }
        return member.map(JsonNode::textValue).map(String::strip);
    }

    /**
     * A line of text of at most 255 characters.
     *
     * @param field the member
     * @return the text; one that is blank counts as missing
     */
    public Optional<String> text(String field) {
        return string(field).filter(text -> !text.isEmpty()).filter(text -> {
            if (text.length() > MAX_TEXT) {
                error(field, "must not be longer than " + MAX_TEXT + " characters");
            } else if (CONTROL.matcher(text).find()) {
                error(field, "must not contain control characters, such as line breaks");
            }
            return true;
        });
    }

    Optional<String> required(String field) {
        return required(field, this::string);
    }

    /**
     * The same, and it must be there.
     *
     * @param field the member
     * @return the text; empty if something is wrong
     */
    public Optional<String> requiredText(String field) {
        return required(field, this::text);
    }

    /** For what takes a restriction away when it is missing, so that blanks must not. */
    Optional<String> nonEmptyText(String field) {
        Optional<String> value = text(field);
        if (value.isEmpty() && member(field).filter(JsonNode::isTextual).isPresent()) {
            error(field, "must not be empty: leave it out if it is not needed");
        }
        return value;
    }

    private Optional<String> required(String field, Function<String, Optional<String>> reader) {
        int before = errors.size();
        Optional<String> value = reader.apply(field);
        if (errors.size() == before && value.filter(text -> !text.isEmpty()).isEmpty()) {
            error(field, "is required");
            return Optional.empty();
        }
        return value;
    }

    Optional<ResourceUri> uri(String field, String text) {
        try {
            return Optional.of(ResourceUri.parse(text));
        } catch (InvalidResourceUri e) {
            error(field, e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * One of several constants.
     *
     * @param field the member
     * @param initial what it is if it is missing
     * @param all the constants
     * @param reader finds a constant
     * @param <T> their type
     * @return the constant
     */
    public <T extends WireValue> T constant(String field, T initial, T[] all, Function<String, Optional<T>> reader) {
        Optional<String> text = string(field);
        Optional<T> value = text.flatMap(reader);
        if (text.isPresent() && value.isEmpty()) {
            error(field, "must be one of " + Stream.of(all).map(WireValue::wire).collect(Collectors.joining(", ")));
        }
        return value.orElse(initial);
    }

    /**
     * True or false.
     *
     * @param field the member
     * @param initial what it is if it is missing
     * @return the value
     */
    public boolean flag(String field, boolean initial) {
        Optional<JsonNode> member = member(field);
        if (member.isPresent() && !member.get().isBoolean()) {
            error(field, "must be true or false");
        }
        return member.map(JsonNode::booleanValue).orElse(initial);
    }

    /**
     * A whole number.
     *
     * @param field the member
     * @param initial what it is if it is missing
     * @param least the smallest that is allowed
     * @param most the largest that is allowed
     * @param unit what it counts, for the message
     * @return the number
     */
    public int number(String field, int initial, int least, int most, String unit) {
        Optional<JsonNode> member = member(field);
        if (member.isEmpty()) {
            return initial;
        }
        JsonNode node = member.get();
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < least || node.intValue() > most) {
            error(field, "must be a whole number of " + unit + " between " + least + " and " + most);
        }
        return node.intValue();
    }

    /**
     * The elements of an array, which may be of any kind.
     *
     * @param field the member
     * @return the elements, at most 1,000
     */
    public List<JsonNode> array(String field) {
        Optional<JsonNode> member = member(field);
        List<JsonNode> elements = new ArrayList<>();
        if (member.isPresent() && !member.get().isArray()) {
            error(field, "must be an array");
        } else {
            member.ifPresent(array -> array.forEach(elements::add));
        }
        if (elements.size() > MAX_LIST) {
            error(field, "must not have more than " + MAX_LIST + " entries");
            return List.of();
        }
        return elements;
    }

    /**
     * The elements of an array of texts.
     *
     * @param field the member
     * @return the texts, each once, at most 1,000
     */
    public List<String> list(String field) {
        Optional<JsonNode> member = member(field);
        if (member.isEmpty()) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        if (member.get().isArray()) {
            member.get().forEach(node -> {
                if (node.isTextual() && !node.textValue().isBlank()) {
                    texts.add(node.textValue().strip());
                }
            });
        }
        if (!member.get().isArray() || texts.size() != member.get().size()) {
            error(field, "must be an array of strings");
        } else if (texts.stream().anyMatch(text -> CONTROL.matcher(text).find())) {
            error(field, "must not have an entry with control characters, such as line breaks");
        } else if (texts.stream().anyMatch(text -> text.contains(ServerAttributes.SEPARATOR))) {
            error(field, "must not have an entry with " + ServerAttributes.SEPARATOR + " in it");
        } else if (texts.size() > MAX_LIST) {
            error(field, "must not have more than " + MAX_LIST + " entries");
        }
        return List.copyOf(new LinkedHashSet<>(texts));
    }
}
