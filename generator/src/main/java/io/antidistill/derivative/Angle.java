package io.antidistill.derivative;

/** The angle between two long vectors that are given piece by piece, in double precision. Belongs to one thread. */
final class Angle {
    private double aa;
    private double bb;
    private double ab;

    void add(double a, double b) {
        aa += a * a;
        bb += b * b;
        ab += a * b;
    }

    /** Adds the entries from {@code first} to {@code last} − 1 of both. */
    void add(float[] a, float[] b, int first, int last) {
        for (int i = first; i < last; i++) {
            add(a[i], b[i]);
        }
    }

    /** The relative error of a direction; NaN where one of the vectors is zero. */
    double sine() {
        return Math.sqrt(Math.max(0, 1 - ab * ab / (aa * bb)));
    }

    /** The distance of the two unit vectors, 2 where they are opposite; NaN where one of the vectors is zero. */
    double distance() {
        return Math.sqrt(Math.max(0, 2 - 2 * ab / Math.sqrt(aa * bb)));
    }
}
