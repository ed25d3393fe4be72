package io.antidistill.plant;

import static java.util.stream.Collectors.averagingDouble;
import static java.util.stream.Collectors.groupingBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** Measured curves of distillability over lambda, one for each attack, and the teacher's utility. Immutable. */
public final class MeasuredResponse {
    private static final String HEADER = "lambda,seed,attack,distillability,low,high,utility";
    private static final String SHIPPED = "response.csv";

    /** So many standard errors lie between the estimate and the end of a 90 % interval. */
    static final double ENDS = 1.645;

    private final Map<String, Curve> attacks = new LinkedHashMap<>();
    private final Curve utility;
    private final double standardError;

    private MeasuredResponse(List<ResponsePoint> points) {
        points.stream()
                .collect(groupingBy(ResponsePoint::attack, LinkedHashMap::new, java.util.stream.Collectors.toList()))
                .forEach((attack, own) -> attacks.put(attack, curve(own, ResponsePoint::distillability)));
        utility = curve(points, ResponsePoint::utility);
        standardError = points.stream()
                .mapToDouble(point -> (point.high() - point.low()) / (2 * ENDS))
                .average()
                .orElse(0);
    }

    private static Curve curve(List<ResponsePoint> points, ToDoubleFunction<ResponsePoint> figure) {
        return new Curve(points.stream().collect(groupingBy(ResponsePoint::lambda, averagingDouble(figure))));
    }

    /** The curves that come with the project, of the tiny models. */
    public static MeasuredResponse shipped() {
        try (InputStream in = MeasuredResponse.class.getResourceAsStream(SHIPPED)) {
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads what {@link #csv} wrote; lines that begin with # are left out.
     *
     * @throws IllegalArgumentException naming the line that cannot be used
     */
    public static MeasuredResponse parse(String text) {
        List<ResponsePoint> points = new ArrayList<>();
        for (String line : text.lines().toList()) {
            if (!line.isBlank() && !line.startsWith("#") && !line.equals(HEADER)) {
                points.add(point(line));
            }
        }
        return new MeasuredResponse(points);
    }

    private static ResponsePoint point(String line) {
        String[] cells = line.split(",");
        try {
            return new ResponsePoint(
                    Double.parseDouble(cells[0]),
                    Integer.parseInt(cells[1]),
                    cells[2],
                    Double.parseDouble(cells[3]),
                    Double.parseDouble(cells[4]),
                    Double.parseDouble(cells[5]),
                    Double.parseDouble(cells[6]));
        } catch (ArrayIndexOutOfBoundsException | NumberFormatException e) {
            throw new IllegalArgumentException("invalid value " + line + " for a line: it must be " + HEADER, e);
        }
    }

    /** The points as a table for {@link #parse}. */
    public static String csv(List<ResponsePoint> points) {
        StringBuilder csv = new StringBuilder(HEADER).append('\n');
        for (ResponsePoint p : points) {
            csv.append(String.format(
                    Locale.ROOT,
                    "%s,%d,%s,%.4f,%.4f,%.4f,%.4f%n",
                    p.lambda(),
                    p.seed(),
                    p.attack(),
                    p.distillability(),
                    p.low(),
                    p.high(),
                    p.utility()));
        }
        return csv.toString();
    }

    Set<String> attacks() {
        return attacks.keySet();
    }

    /** @throws IllegalArgumentException for an attack that was not measured */
    double distillability(String attack, double lambda) {
        Curve curve = attacks.get(attack);
        if (curve == null) {
            throw new IllegalArgumentException(
                    "invalid value " + attack + " for attack: measured are " + attacks.keySet());
        }
        return curve.at(lambda);
    }

    /** The attack that works best against this lambda. */
    String best(double lambda) {
        return attacks.keySet().stream()
                .max(Comparator.comparingDouble(attack -> distillability(attack, lambda)))
                .orElseThrow();
    }

    double utility(double lambda) {
        return utility.at(lambda);
    }

    /** Mean standard error of a distillability, over the holdout that it was measured with. */
    double standardError() {
        return standardError;
    }
}
