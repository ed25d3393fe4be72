package io.antidistill.model;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.TorchScriptModule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * PyTorch in this process, with the decoder's text compiled.
 *
 * <p>Safe to share among threads that each run models of their own: whether gradients are recorded is a setting of the thread, see
 * {@link Gradients}. Close it after everything that was made with it.
 */
public final class TorchRuntime implements AutoCloseable {
    private final Device device;
    private final PtNDManager root;
    private final TorchScriptModule script;

    private TorchRuntime(Device device, PtNDManager root, TorchScriptModule script) {
        this.device = device;
        this.root = root;
        this.script = script;
    }

    /**
     * Starts PyTorch, if it does not run yet, on the device that DJL prefers: a GPU where PyTorch's CUDA build finds one, else the CPU, with
     * one thread for each operation, as small models gain nothing from more.
     */
    public static TorchRuntime open() {
        Device device = Engine.getEngine("PyTorch").defaultDevice();
        JniUtils.setNumThreads(1);
        try (OpenedSoFar opened = new OpenedSoFar();
                InputStream text = TorchRuntime.class.getResourceAsStream("decoder.ts.py")) {
            String source = new String(text.readAllBytes(), StandardCharsets.UTF_8);
            PtNDManager root = opened.add((PtNDManager) NDManager.newBaseManager(device, "PyTorch"));
            return opened.all(new TorchRuntime(device, root, compile(root, source)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the resource decoder.ts.py", e);
        }
    }

    /** PyTorch without oneDNN does not know its operators: there nothing is packed. */
    private static TorchScriptModule compile(PtNDManager root, String source) throws IOException {
        try {
            return TorchScriptModule.compile(root, source, "Api", Map.of());
        } catch (EngineException e) {
            String plain = source.replace(
                            "ops.mkldnn._linear_pointwise(x, packed, bias, \"none\", nothing, None)",
                            "torch.linear(x, packed, bias)")
                    .replace("ops.mkldnn._reorder_linear_weight(weight)", "weight");
            return TorchScriptModule.compile(root, plain, "Api", Map.of());
        }
    }

    /** Whether products with packed matrices of this type work here; bfloat16 needs a processor that has instructions for it. */
    boolean canPack(NumberType type) {
        if (device.isGpu()) {
            return false;
        }
        try {
            run("try_packing", type.torchNumber());
            return true;
        } catch (EngineException e) {
            return false;
        }
    }

    /** A manager for tensors; whoever asks for it closes it. */
    public NDManager newManager() {
        return root.newSubManager(device);
    }

    /** PyTorch's name of the device, such as cpu or cuda:0. */
    String deviceName() {
        return device.isGpu() ? "cuda:" + device.getDeviceId() : "cpu";
    }

    /**
     * Calls a method of the text's class Api. Arguments: tensors, Long, Integer, Double, String, long[] and IValue, which stays the
     * caller's. Gradients are recorded only while {@link Gradients} are on for this thread.
     */
    IValue call(String method, Object... arguments) {
        // Both are settings of the thread. Optimising gains nothing on a CPU, and would make the first runs round
        // otherwise than later ones.
        JniUtils.setGraphExecutorOptimize(false);
        JniUtils.setGradMode(Gradients.areOn());
        List<IValue> made = new ArrayList<>();
        try {
            IValue[] values = new IValue[arguments.length];
            for (int i = 0; i < arguments.length; i++) {
                if (arguments[i] instanceof IValue value) {
                    values[i] = value;
                } else {
                    values[i] = value(arguments[i]);
                    made.add(values[i]);
                }
            }
            return script.call(method, values);
        } finally {
            made.forEach(IValue::close);
        }
    }

    /** Calls a method that returns a tensor, which {@code manager} then owns. */
    NDArray tensor(NDManager manager, String method, Object... arguments) {
        try (IValue result = call(method, arguments)) {
            return result.toTensor((PtNDManager) manager);
        }
    }

    /** Calls a method whose result does not matter. */
    void run(String method, Object... arguments) {
        call(method, arguments).close();
    }

    static IValue dictionary(Map<String, NDArray> tensors) {
        Map<String, PtNDArray> dictionary = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> dictionary.put(name, (PtNDArray) tensor));
        return IValue.stringMapFrom(dictionary);
    }

    static IValue list(List<NDArray> tensors) {
        return IValue.listFrom(tensors.toArray(PtNDArray[]::new));
    }

    private static IValue value(Object argument) {
        if (argument instanceof PtNDArray tensor) {
            return IValue.from(tensor);
        } else if (argument instanceof Number number && !(argument instanceof Double)) {
            return IValue.from(number.longValue());
        } else if (argument instanceof Double number) {
            return IValue.from(number);
        } else if (argument instanceof String text) {
            return IValue.from(text);
        } else if (argument instanceof long[] numbers) {
            return IValue.listFrom(numbers);
        }
        throw new IllegalArgumentException("invalid value " + argument + " for an argument of the decoder's text");
    }

    @Override
    public void close() {
        script.close();
        root.close();
    }
}
