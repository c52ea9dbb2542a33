package dev.lakehouse4j.core.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A state as JSON. Equal states give equal text. */
final class CatalogCodec {

    private CatalogCodec() {}

    static ObjectNode write(CatalogState state) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", state.name());
        ObjectNode principals = json.putObject("principals");
        sorted(state.members()).forEach((principal, members) -> {
            ArrayNode inside = principals.putArray(principal);
            members.stream().map(Principal::toString).sorted().forEach(inside::add);
        });
        writeGrants(state.grants(), json.putArray("grants"));
        ObjectNode objects = json.putObject("objects");
        sorted(state.notes(), CatalogCodec::text).forEach((name, notes) -> objects.set(name, write(notes)));
        ArrayNode tagMasks = json.putArray("tagMasks");
        state.tagMasks().entrySet().stream()
                .sorted(java.util.Comparator.<Map.Entry<TagKey, String>, String>comparing(
                                mask -> mask.getKey().tag())
                        .thenComparing(mask -> mask.getKey().value() == null
                                ? ""
                                : "=" + mask.getKey().value()))
                .forEach(mask -> {
                    ObjectNode one =
                            tagMasks.addObject().put("tag", mask.getKey().tag());
                    putUnlessNull(one, "value", mask.getKey().value());
                    one.put("mask", mask.getValue());
                });
        ObjectNode views = json.putObject("views");
        new TreeMap<>(state.views())
                .forEach((name, view) -> views.putObject(name)
                        .put("sql", view.sql())
                        .put("definer", view.definer().toString()));
        ObjectNode registered = json.putObject("registered");
        sorted(state.registered(), CatalogCodec::text).forEach(registered::put);
        return json;
    }

    private static void writeGrants(Set<Grant> grants, ArrayNode json) {
        Map<String, Map<String, Set<Privilege>>> byObject = new TreeMap<>();
        for (Grant grant : grants) {
            byObject.computeIfAbsent(text(grant.securable()), key -> new TreeMap<>())
                    .computeIfAbsent(grant.principal().toString(), key -> EnumSet.noneOf(Privilege.class))
                    .add(grant.privilege());
        }
        byObject.forEach((on, byPrincipal) -> byPrincipal.forEach((to, privileges) -> {
            ObjectNode one = json.addObject().put("on", on).put("to", to);
            ArrayNode names = one.putArray("privileges");
            privileges.forEach(privilege -> names.add(privilege.name()));
        }));
    }

    private static ObjectNode write(ObjectNotes notes) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        putUnlessNull(json, "comment", notes.comment());
        putUnlessNull(
                json, "owner", notes.owner() == null ? null : notes.owner().toString());
        putTags(json, notes.tags());
        putUnlessNull(json, "rowFilter", notes.rowFilter());
        if (!notes.columns().isEmpty()) {
            ObjectNode columns = json.putObject("columns");
            new TreeMap<>(notes.columns()).forEach((name, column) -> {
                ObjectNode one = columns.putObject(name);
                putUnlessNull(one, "comment", column.comment());
                putTags(one, column.tags());
                putUnlessNull(one, "mask", column.mask());
            });
        }
        return json;
    }

    private static void putTags(ObjectNode json, Map<String, String> tags) {
        if (!tags.isEmpty()) {
            ObjectNode object = json.putObject("tags");
            new TreeMap<>(tags).forEach(object::put);
        }
    }

    private static void putUnlessNull(ObjectNode json, String name, @Nullable String value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    private static <V> Map<String, V> sorted(Map<Principal, V> map) {
        return sorted(map, Principal::toString);
    }

    private static <K, V> Map<String, V> sorted(Map<K, V> map, java.util.function.Function<K, String> name) {
        Map<String, V> sorted = new TreeMap<>();
        map.forEach((key, value) -> sorted.put(name.apply(key), value));
        return sorted;
    }

    /** Reads what {@link #write} wrote; throws some runtime exception for anything else. */
    static CatalogState read(JsonNode json) {
        Map<Principal, Set<Principal>> members = new HashMap<>();
        json.required("principals").properties().forEach(principal -> {
            Set<Principal> inside = new HashSet<>();
            principal.getValue().forEach(member -> inside.add(principal(member.asText())));
            members.put(principal(principal.getKey()), Set.copyOf(inside));
        });
        Set<Grant> grants = new HashSet<>();
        for (JsonNode grant : json.required("grants")) {
            Securable on = securable(grant.required("on").asText());
            Principal to = principal(grant.required("to").asText());
            for (JsonNode privilege : grant.required("privileges")) {
                grants.add(new Grant(to, Privilege.valueOf(privilege.asText()), on));
            }
        }
        Map<Securable, ObjectNotes> notes = new HashMap<>();
        json.required("objects")
                .properties()
                .forEach(object -> notes.put(securable(object.getKey()), notes(object.getValue())));
        Map<TagKey, String> tagMasks = new HashMap<>();
        for (JsonNode mask : json.required("tagMasks")) {
            tagMasks.put(
                    new TagKey(mask.required("tag").asText(), text(mask, "value")),
                    mask.required("mask").asText());
        }
        Map<String, View> views = new HashMap<>();
        json.required("views")
                .properties()
                .forEach(view -> views.put(
                        view.getKey(),
                        new View(
                                view.getKey(),
                                view.getValue().required("sql").asText(),
                                null,
                                principal(view.getValue().required("definer").asText()))));
        Map<Securable, String> registered = new HashMap<>();
        json.required("registered")
                .properties()
                .forEach(one ->
                        registered.put(securable(one.getKey()), one.getValue().asText()));
        return new CatalogState(json.required("name").asText(), members, grants, notes, tagMasks, views, registered);
    }

    private static ObjectNotes notes(JsonNode json) {
        Map<String, ColumnNotes> columns = new HashMap<>();
        json.path("columns")
                .properties()
                .forEach(column -> columns.put(
                        column.getKey(),
                        new ColumnNotes(
                                text(column.getValue(), "comment"),
                                tags(column.getValue()),
                                text(column.getValue(), "mask"))));
        String owner = text(json, "owner");
        return new ObjectNotes(
                text(json, "comment"),
                owner == null ? null : principal(owner),
                tags(json),
                text(json, "rowFilter"),
                columns);
    }

    private static Map<String, String> tags(JsonNode json) {
        Map<String, String> tags = new HashMap<>();
        json.path("tags")
                .properties()
                .forEach(tag -> tags.put(tag.getKey(), tag.getValue().asText()));
        return tags;
    }

    private static @Nullable String text(JsonNode json, String name) {
        JsonNode value = json.get(name);
        return value == null ? null : value.asText();
    }

    static String text(Securable securable) {
        String kind = securable.kind().name().toLowerCase(Locale.ROOT);
        return securable.name().isEmpty() ? kind : kind + " " + securable.name();
    }

    static Securable securable(String text) {
        List<String> words = words(text);
        return new Securable(Securable.Kind.valueOf(words.get(0).toUpperCase(Locale.ROOT)), words.get(1));
    }

    static Principal principal(String text) {
        List<String> words = words(text);
        return switch (words.get(0)) {
            case "owner" -> new Principal.Owner();
            case "user" -> new Principal.User(words.get(1));
            case "group" -> new Principal.Group(words.get(1));
            case "service" -> new Principal.Service(words.get(1));
            default -> throw new IllegalArgumentException("no kind of principal: " + text);
        };
    }

    /** The kind and the name, which may hold spaces of its own. */
    private static List<String> words(String text) {
        int space = text.indexOf(' ');
        List<String> words = new ArrayList<>();
        words.add(space < 0 ? text : text.substring(0, space));
        words.add(space < 0 ? "" : text.substring(space + 1));
        return words;
    }
}
