package io.antidistill.cli.figures;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * The area between two lines over the same places.
 *
 * @param places from left to right, each with both ends
 */
record Band(List<Place> places) {
    private static final int OPACITY = 40;

    record Place(double x, double low, double high) {}

    /** Draws it behind whatever is added later, without a line in the legend. */
    void addTo(XYChart chart, String name, Color color) {
        List<Place> back = new ArrayList<>(places);
        Collections.reverse(back);
        chart.addSeries(
                        name,
                        Stream.concat(places.stream(), back.stream())
                                .map(Place::x)
                                .toList(),
                        Stream.concat(
                                        places.stream().map(Place::high),
                                        back.stream().map(Place::low))
                                .toList())
                .setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea)
                .setMarker(SeriesMarkers.NONE)
                .setLineStyle(SeriesLines.NONE)
                .setFillColor(Palette.translucent(color, OPACITY))
                .setShowInLegend(false);
    }
}
