package dev.lakehouse4j.medallion.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse4j.medallion.site.GraphLayout.Node;
import dev.lakehouse4j.medallion.site.GraphLayout.Placed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GraphLayoutTest {

    private static Lineage.Edge edge(String from, String to) {
        return new Lineage.Edge(from, to);
    }

    private static Placed placed(GraphLayout layout, String id) {
        return layout.nodes().stream()
                .filter(placed -> placed.node().id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void ranksFollowTheLongestWayAndACircleEnds() {
        assertThat(GraphLayout.ranks(
                        List.of("d", "c", "b", "a"),
                        List.of(edge("a", "b"), edge("b", "c"), edge("a", "c"), edge("c", "d"))))
                .containsEntry("a", 0)
                .containsEntry("b", 1)
                .containsEntry("c", 2)
                .containsEntry("d", 3);
        assertThat(GraphLayout.ranks(List.of("a", "b"), List.of(edge("a", "b"), edge("b", "a"), edge("a", "a"))))
                .containsOnlyKeys("a", "b");
    }

    @Test
    void aLongChainDoesNotExhaustTheStack() {
        List<String> ids = IntStream.range(0, 20_000).mapToObj(i -> "n" + i).toList();
        List<Lineage.Edge> edges = IntStream.range(1, 20_000)
                .mapToObj(i -> edge("n" + (i - 1), "n" + i))
                .toList();
        assertThat(GraphLayout.ranks(ids, edges)).containsEntry("n19999", 19_999);
    }

    @Test
    void crossingsAreCounted() {
        assertThat(GraphLayout.crossings(new int[][] {{0}, {1}}, 2)).isZero();
        assertThat(GraphLayout.crossings(new int[][] {{1}, {0}}, 2)).isEqualTo(1);
        assertThat(GraphLayout.crossings(new int[][] {{0, 1, 2}, {0, 1, 2}, {0, 1, 2}}, 3))
                .isEqualTo(9);
    }

    @Test
    void edgesThatNeedNotCrossDoNot() {
        // Given in an order in which all of them cross.
        GraphLayout layout = GraphLayout.of(
                List.of(
                        new Node("a", "a", 0),
                        new Node("b", "b", 0),
                        new Node("c", "c", 0),
                        new Node("z", "z", 1),
                        new Node("y", "y", 1),
                        new Node("x", "x", 1)),
                List.of(edge("a", "x"), edge("b", "y"), edge("c", "z")));
        List<String> left = List.of("a", "b", "c");
        List<String> right = List.of("x", "y", "z");
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                double before = placed(layout, left.get(i)).y()
                        - placed(layout, left.get(j)).y();
                double after = placed(layout, right.get(i)).y()
                        - placed(layout, right.get(j)).y();
                assertThat(Math.signum(before)).isEqualTo(Math.signum(after));
            }
        }
    }

    @Test
    void nodesNeverOverlapAndEveryEdgeIsDrawnFromItsSourceToItsTarget() {
        Random random = new Random(7);
        for (int round = 0; round < 40; round++) {
            int count = 2 + random.nextInt(30);
            List<Node> nodes = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                nodes.add(new Node("n" + i, "x".repeat(1 + random.nextInt(20)), random.nextInt(5)));
            }
            List<Lineage.Edge> edges = new ArrayList<>();
            for (int i = 0; i < 2 * count; i++) {
                edges.add(edge("n" + random.nextInt(count), "n" + random.nextInt(count)));
            }
            edges.add(edge("n0", "nowhere"));
            GraphLayout layout = GraphLayout.of(nodes, edges);
            assertThat(layout.nodes()).hasSize(count);
            for (Placed one : layout.nodes()) {
                assertThat(one.x()).isNotNegative();
                assertThat(one.y()).isNotNegative();
                assertThat(one.x() + one.width()).isLessThanOrEqualTo(layout.width());
                assertThat(one.y() + one.height()).isLessThanOrEqualTo(layout.height());
                for (Placed other : layout.nodes()) {
                    boolean isApart = one.equals(other)
                            || one.x() + one.width() <= other.x()
                            || other.x() + other.width() <= one.x()
                            || one.y() + one.height() <= other.y()
                            || other.y() + other.height() <= one.y();
                    assertThat(isApart).as("%s and %s", one, other).isTrue();
                }
            }
            long drawable = edges.stream()
                    .distinct()
                    .filter(edge -> !edge.from().equals(edge.to()) && !edge.to().equals("nowhere"))
                    .count();
            assertThat(layout.paths()).hasSize((int) drawable);
            for (GraphLayout.Path path : layout.paths()) {
                Placed from = placed(layout, path.from());
                Placed to = placed(layout, path.to());
                double[] start = path.points().get(0);
                double[] end = path.points().get(path.points().size() - 1);
                assertThat(start[1]).isBetween(from.y(), from.y() + from.height());
                assertThat(end[1]).isBetween(to.y(), to.y() + to.height());
                assertThat(start[0]).isIn(from.x(), from.x() + from.width());
                assertThat(end[0]).isIn(to.x(), to.x() + to.width());
            }
        }
    }

    @Test
    void nothingToDrawIsNoError() {
        assertThat(GraphLayout.of(List.of(), List.of()).nodes()).isEmpty();
    }
}
