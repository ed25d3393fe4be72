package io.antidistill.registry;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;

/**
 * Avro's readers make room for as many items as a record claims to have; a damaged record may claim two thousand
 * million. These begin with little room and grow as items really come.
 */
final class BoundedReader {
    private static final int FIRST_ROOM = 64;

    private BoundedReader() {}

    static final class Specific<T> extends SpecificDatumReader<T> {
        Specific(Schema writer, Schema reader) {
            super(writer, reader, SpecificData.getForSchema(reader));
        }

        @Override
        protected Object newArray(Object old, int size, Schema schema) {
            return super.newArray(old, Math.min(size, FIRST_ROOM), schema);
        }

        @Override
        protected Object newMap(Object old, int size) {
            return super.newMap(old, Math.min(size, FIRST_ROOM));
        }
    }

    static final class Generic<T> extends GenericDatumReader<T> {
        Generic(Schema schema) {
            super(schema);
        }

        @Override
        protected Object newArray(Object old, int size, Schema schema) {
            return super.newArray(old, Math.min(size, FIRST_ROOM), schema);
        }

        @Override
        protected Object newMap(Object old, int size) {
            return super.newMap(old, Math.min(size, FIRST_ROOM));
        }
    }
}
