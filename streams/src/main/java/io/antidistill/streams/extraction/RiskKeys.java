package io.antidistill.streams.extraction;

import java.util.ArrayList;
import java.util.List;

/**
 * The keys of {@code client-risk}. A tenant's name is not empty and holds no slash, so a key that begins with one is no
 * client's. The detector writes verdicts, people write pins; nobody writes the other's keys. Pure.
 */
public final class RiskKeys {
    private static final String TENANT = "/tenant/";
    private static final String PREFIX = "/prefix/";
    private static final String PIN = "/pin/";
    private static final String SEPARATORS = "-_.:/";

    private RiskKeys() {}

    /** One client. */
    public static String client(String tenant, String client) {
        return tenant + "/" + client;
    }

    /** All clients of a tenant. */
    public static String tenant(String tenant) {
        return TENANT + tenant;
    }

    /** The clients of a tenant whose names begin alike; {@code prefix} ends with a separator. */
    public static String prefix(String tenant, String prefix) {
        return PREFIX + tenant + "/" + prefix;
    }

    /** A person's word about whom that key is about. */
    public static String pin(String key) {
        return PIN + key;
    }

    /** Whether a person's word stands under the key. */
    public static boolean isPin(String key) {
        return key.startsWith(PIN);
    }

    /** Every key that says something about the client, the most particular first. */
    public static List<String> about(String tenant, String client) {
        List<String> keys = new ArrayList<>();
        keys.add(client(tenant, client));
        prefixes(client).forEach(prefix -> keys.add(prefix(tenant, prefix)));
        keys.add(tenant(tenant));
        return keys;
    }

    /** The beginnings of a name that end with one of {@code - _ . : /}, the longest first. */
    public static List<String> prefixes(String client) {
        List<String> prefixes = new ArrayList<>();
        for (int end = client.length() - 1; end > 1; end--) {
            if (isSeparator(client.charAt(end - 1)) && !isSeparator(client.charAt(end - 2))) {
                prefixes.add(client.substring(0, end));
            }
        }
        return prefixes;
    }

    /** Whether clients can be grouped by this beginning of their names. */
    public static boolean isPrefix(String prefix) {
        return prefixes(prefix + "x").contains(prefix);
    }

    private static boolean isSeparator(char character) {
        return SEPARATORS.indexOf(character) >= 0;
    }
}
