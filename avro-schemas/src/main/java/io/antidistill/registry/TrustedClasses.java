package io.antidistill.registry;

import org.apache.avro.generic.GenericEnumSymbol;
import org.apache.avro.specific.SpecificFixed;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * Avro refuses to load classes by the names in a schema unless they are trusted, since a schema may come from anybody.
 * Classes that Avro itself generated are data and nothing else, so they are; whatever else was trusted stays trusted.
 * Serdes do it by themselves; whoever makes records with default values before there is a serde has to.
 */
public final class TrustedClasses {
    static {
        ClassSecurityValidator.setGlobal(
                ClassSecurityValidator.composite(ClassSecurityValidator.getGlobal(), TrustedClasses::generated));
    }

    private TrustedClasses() {}

    /** Takes effect once per JVM, by loading this class. */
    public static void install() {}

    private static boolean generated(Class<?> type) {
        return SpecificRecord.class.isAssignableFrom(type)
                || SpecificFixed.class.isAssignableFrom(type)
                || GenericEnumSymbol.class.isAssignableFrom(type);
    }
}
