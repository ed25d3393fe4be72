package ai.djl.pytorch.jni; // IValue's constructor and PyTorchLibrary are package-private (class path, not module path)

import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A TorchScript module made from source text at run time.
 *
 * <p>A {@code .pt} file is a zip of source text and a pickle that says which class to make and what its attributes hold. Both are
 * written here in memory, so the text stays an ordinary resource file and no Python is needed.
 *
 * <p>Lives in DJL's package because that keeps {@code IValue}'s constructor to itself. Safe for use by several threads.
 */
public final class TorchScriptModule implements AutoCloseable {
    private final PtSymbolBlock block;

    private TorchScriptModule(PtSymbolBlock block) {
        this.block = block;
    }

    /**
     * Compiles {@code source} and makes one object of its class {@code className}.
     *
     * @param attributes every attribute that the class declares: Long, Double, Boolean or String. {@code training} is added.
     */
    public static TorchScriptModule compile(
            PtNDManager manager, String source, String className, Map<String, ?> attributes) throws IOException {
        byte[] archive = pack(source, className, attributes);
        return new TorchScriptModule(JniUtils.loadModule(manager, new ByteArrayInputStream(archive), true, false));
    }

    /**
     * Calls a method. Gradients are recorded if they are on for this thread; otherwise pass arguments that do not require them or
     * call {@link JniUtils#setGradMode} first. (DJL's own {@code IValueUtils.runMethod} always runs in inference mode, whose results can
     * neither be changed in place nor differentiated.) The arguments stay the caller's to close.
     */
    public IValue call(String method, IValue... arguments) {
        long[] handles = new long[arguments.length];
        for (int i = 0; i < handles.length; i++) {
            handles[i] = arguments[i].getHandle();
        }
        boolean noInferenceMode = true;
        return new IValue(
                PyTorchLibrary.LIB.moduleRunMethod(block.getHandle(), method, handles, noInferenceMode, false));
    }

    @Override
    public void close() {
        block.close();
    }

    static byte[] pack(String source, String className, Map<String, ?> attributes) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            store(zip, "module/data.pkl", pickle(className, attributes));
            store(zip, "module/code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
            store(zip, "module/constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'}); // an empty tuple
            store(zip, "module/version", "3\n".getBytes(StandardCharsets.US_ASCII));
            store(zip, "module/byteorder", "little".getBytes(StandardCharsets.US_ASCII));
        }
        return bytes.toByteArray();
    }

    /** PyTorch's reader takes uncompressed entries only. */
    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    /** {@code className()} with its attributes set, in pickle protocol 2. */
    private static byte[] pickle(String className, Map<String, ?> attributes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[] {(byte) 0x80, 2});
        out.write(("c__torch__\n" + className + "\n").getBytes(StandardCharsets.US_ASCII)); // the class
        out.write(new byte[] {')', (byte) 0x81}); // a new object of it, no arguments
        out.write(new byte[] {'}', '('}); // a dictionary of ...
        text(out, "training");
        value(out, false);
        for (Map.Entry<String, ?> attribute : attributes.entrySet()) {
            text(out, attribute.getKey());
            value(out, attribute.getValue());
        }
        out.write(new byte[] {'u', 'b', '.'}); // ... these items, set as its state
        return out.toByteArray();
    }

    private static void value(ByteArrayOutputStream out, Object value) throws IOException {
        if (value instanceof Boolean b) {
            out.write(b ? 0x88 : 0x89);
        } else if (value instanceof Double d) {
            out.write('G');
            out.write(ByteBuffer.allocate(8).putDouble(d).array()); // big-endian, unlike the rest
        } else if (value instanceof Long n) {
            out.write(new byte[] {(byte) 0x8a, 8}); // LONG1: eight bytes follow
            out.write(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(n)
                    .array());
        } else if (value instanceof String s) {
            text(out, s);
        } else {
            throw new IllegalArgumentException("cannot pickle " + value);
        }
    }

    private static void text(ByteArrayOutputStream out, String s) throws IOException {
        byte[] utf8 = s.getBytes(StandardCharsets.UTF_8);
        out.write('X');
        out.write(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(utf8.length)
                .array());
        out.write(utf8);
    }
}
