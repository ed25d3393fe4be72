package io.antidistill.registry;

import java.nio.ByteBuffer;

/** Confluent's framing of a record: a zero byte, the schema's id as four bytes, big end first, then Avro binary. */
final class WireFormat {
    static final int HEADER_BYTES = 5;
    private static final byte MAGIC = 0;

    private WireFormat() {}

    static byte[] header(int schemaId) {
        return ByteBuffer.allocate(HEADER_BYTES).put(MAGIC).putInt(schemaId).array();
    }

    /** The schema id that the record names. */
    static int schemaId(byte[] data) {
        if (data.length < HEADER_BYTES) {
            throw new MalformedRecordException("the record is cut short: " + data.length + " bytes, but its header"
                    + " alone has " + HEADER_BYTES);
        }
        if (data[0] != MAGIC) {
            throw new MalformedRecordException("the record does not begin with a zero byte but with " + data[0]
                    + "; write it with a serializer in the schema registry's wire format");
        }
        return ByteBuffer.wrap(data, 1, Integer.BYTES).getInt();
    }
}
