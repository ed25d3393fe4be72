package io.antidistill.registry;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;
import static org.apache.kafka.common.config.ConfigDef.Type.BOOLEAN;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LIST;
import static org.apache.kafka.common.config.ConfigDef.Type.PASSWORD;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ValidString;

/**
 * The settings of the serdes and the registry client, under the keys that Confluent's serializers use, so that a
 * configuration file serves both. Immutable.
 */
public final class AvroSerdeConfig extends AbstractConfig {
    /** One or more registry URLs, comma-separated; {@code mock://name} for a registry inside this process. */
    public static final String URL = "schema.registry.url";
    /** Whether a new schema is registered when the first record is written. */
    public static final String AUTO_REGISTER = "auto.register.schemas";
    /** Whether records are written with the subject's newest schema; needs {@code auto.register.schemas=false}. */
    public static final String USE_LATEST = "use.latest.version";
    /** Whether records are read as generated classes; otherwise as generic records. */
    public static final String SPECIFIC_READER = "specific.avro.reader";
    /** Where credentials come from: {@code URL} (user:password@host) or {@code USER_INFO}. */
    public static final String CREDENTIALS_SOURCE = "basic.auth.credentials.source";
    /** {@code user:password} for {@code USER_INFO}. */
    public static final String USER_INFO = "basic.auth.user.info";
    /** The older name of {@link #USER_INFO}. */
    public static final String USER_INFO_ALIAS = "schema.registry.basic.auth.user.info";
    /** Trust store with the certificates that sign the registry's. */
    public static final String TRUSTSTORE_LOCATION = "schema.registry.ssl.truststore.location";
    /** Its password. */
    public static final String TRUSTSTORE_PASSWORD = "schema.registry.ssl.truststore.password";
    /** Its type: JKS, PKCS12 or PEM. */
    public static final String TRUSTSTORE_TYPE = "schema.registry.ssl.truststore.type";
    /** Key store with this client's certificate, where the registry asks for one. */
    public static final String KEYSTORE_LOCATION = "schema.registry.ssl.keystore.location";
    /** Its password. */
    public static final String KEYSTORE_PASSWORD = "schema.registry.ssl.keystore.password";
    /** Its type: JKS or PKCS12. */
    public static final String KEYSTORE_TYPE = "schema.registry.ssl.keystore.type";
    /** The private key's password, where it differs. */
    public static final String KEY_PASSWORD = "schema.registry.ssl.key.password";
    /** Longest time to connect. */
    public static final String CONNECT_TIMEOUT_MS = "http.connect.timeout.ms";
    /** Longest time to wait for one whole answer. */
    public static final String READ_TIMEOUT_MS = "http.read.timeout.ms";
    /** Longest time for one question, all tries on all URLs together. */
    public static final String TOTAL_TIMEOUT_MS = "http.total.timeout.ms";
    /** How often all URLs are tried again. */
    public static final String MAX_RETRIES = "max.retries";
    /** Pause before the first repetition; doubled before each further one. */
    public static final String RETRY_WAIT_MS = "retries.wait.ms";
    /** Longest pause between repetitions. */
    public static final String RETRY_MAX_WAIT_MS = "retries.max.wait.ms";

    private static final ConfigDef DEFINITION = new ConfigDef()
            .define(URL, LIST, HIGH, "Registry URLs, comma-separated.")
            .define(AUTO_REGISTER, BOOLEAN, true, MEDIUM, "Register new schemas on first use.")
            .define(USE_LATEST, BOOLEAN, false, MEDIUM, "Write with the subject's newest schema.")
            .define(SPECIFIC_READER, BOOLEAN, false, MEDIUM, "Read into generated classes.")
            .define(CREDENTIALS_SOURCE, STRING, "URL", ValidString.in("URL", "USER_INFO"), MEDIUM, "Credentials.")
            .define(USER_INFO, PASSWORD, null, MEDIUM, "user:password")
            .define(USER_INFO_ALIAS, PASSWORD, null, LOW, "Older name.")
            .define(TRUSTSTORE_LOCATION, STRING, null, MEDIUM, "Trust store file.")
            .define(TRUSTSTORE_PASSWORD, PASSWORD, null, MEDIUM, "Trust store password.")
            .define(TRUSTSTORE_TYPE, STRING, "JKS", LOW, "Trust store type.")
            .define(KEYSTORE_LOCATION, STRING, null, MEDIUM, "Key store file.")
            .define(KEYSTORE_PASSWORD, PASSWORD, null, MEDIUM, "Key store password.")
            .define(KEYSTORE_TYPE, STRING, "JKS", LOW, "Key store type.")
            .define(KEY_PASSWORD, PASSWORD, null, LOW, "Private key password.")
            .define(CONNECT_TIMEOUT_MS, INT, 5_000, atLeast(1), LOW, "Time to connect.")
            .define(READ_TIMEOUT_MS, INT, 10_000, atLeast(1), LOW, "Time for one answer.")
            .define(TOTAL_TIMEOUT_MS, INT, 30_000, atLeast(1), LOW, "Time for one question.")
            .define(MAX_RETRIES, INT, 3, atLeast(0), LOW, "Repetitions.")
            .define(RETRY_WAIT_MS, INT, 100, atLeast(0), LOW, "First pause.")
            .define(RETRY_MAX_WAIT_MS, INT, 5_000, atLeast(0), LOW, "Longest pause.");

    /**
     * Reads and checks the settings; keys that are not its own are ignored.
     *
     * @throws org.apache.kafka.common.config.ConfigException that names the key, its value and what is wrong
     */
    public AvroSerdeConfig(Map<String, ?> settings) {
        super(DEFINITION, settings, false);
    }
}
