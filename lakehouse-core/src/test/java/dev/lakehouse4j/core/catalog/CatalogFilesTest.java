package dev.lakehouse4j.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse4j.core.error.CatalogException;
import dev.lakehouse4j.core.error.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is on disk: versions, and what happens when they are damaged. */
class CatalogFilesTest extends CatalogFixture {

    /** What can happen to a file. */
    enum Damage {
        EMPTY {
            @Override
            void to(Path file) throws IOException {
                Files.write(file, new byte[0]);
            }
        },
        TORN {
            @Override
            void to(Path file) throws IOException {
                byte[] bytes = Files.readAllBytes(file);
                Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
            }
        },
        TORN_AT_THE_VERY_END {
            @Override
            void to(Path file) throws IOException {
                byte[] bytes = Files.readAllBytes(file);
                Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 1));
            }
        },
        FLIPPED_LETTER {
            @Override
            void to(Path file) throws IOException {
                Files.writeString(file, Files.readString(file).replace("user bob", "user eve"));
            }
        },
        FLIPPED_CHECKSUM {
            @Override
            void to(Path file) throws IOException {
                Files.writeString(file, Files.readString(file).replaceFirst("\"sha256\" : \".", "\"sha256\" : \"x"));
            }
        },
        ZEROED {
            @Override
            void to(Path file) throws IOException {
                Files.write(file, new byte[(int) Files.size(file)]);
            }
        },
        OF_ANOTHER_VERSION {
            @Override
            void to(Path file) throws IOException {
                Files.write(file, Files.readAllBytes(file(2)));
            }
        },
        NO_FORMAT {
            @Override
            void to(Path file) throws IOException {
                Files.writeString(file, Files.readString(file).replace("\"format\" : 1", "\"format\" : 0"));
            }
        },
        OTHER_JSON {
            @Override
            void to(Path file) throws IOException {
                Files.writeString(file, "[]");
            }
        },
        LOST {
            @Override
            void to(Path file) throws IOException {
                Files.delete(file);
            }
        };

        abstract void to(Path file) throws IOException;
    }

    private static Path file(int version) {
        return files().resolve(String.format("%020d.json", version));
    }

    private static List<Path> names() throws IOException {
        try (Stream<Path> names = Files.list(files())) {
            return names.sorted().toList();
        }
    }

    private void threeVersions() {
        catalog.createUser("ana");
        catalog.grant(Privilege.SELECT, ORDERS_TABLE, new Principal.User("ana"));
        catalog.createUser("bob");
    }

    @Test
    void nothingIsWrittenBeforeTheFirstChange() {
        assertThat(catalog.principals()).isEmpty();
        assertThat(catalog.name()).isEqualTo("lakehouse");
        assertThat(catalog.rights(new Principal.Owner()).unrestricted()).isTrue();
        assertThat(catalog.objects()).isNotEmpty();
        assertThat(files()).doesNotExist();
        assertThat(lake.tables()).containsExactly("silver.customers", "silver.orders");
    }

    @Test
    void everythingSurvivesReopening() {
        Principal.User ana = catalog.createUser("Ána `d'Or\" 日本😀");
        Principal.Group group = catalog.createGroup("the analysts");
        Principal.Service service = catalog.createService("nightly");
        catalog.addMember(group, ana);
        catalog.grant(List.of(Privilege.USE, Privilege.SELECT), Securable.schema("silver"), group);
        catalog.comment(ORDERS_TABLE, "a 'comment' with \"quotes\"\nand lines");
        catalog.comment("silver.orders", "status", "état");
        catalog.owner(ORDERS_TABLE, service);
        catalog.tag(ORDERS_TABLE, "domain", "sales");
        catalog.tag("silver.customers", "name", "pii", "");
        catalog.maskTag("pii", "'*'");
        catalog.maskTag("pii", "full", "null");
        catalog.mask("silver.customers", "birthday", "date_trunc('year', value)::date");
        catalog.rowFilter("silver.orders", "status <> 'x'");
        catalog.createView("gold.late", "select order_id from silver.orders");
        catalog.comment(Securable.view("gold.late"), "late ones");
        catalog.registerModel("delay", "3", "days late");
        catalog.registerFunction("shout", "", null);
        catalog.rename("shop");

        Catalog again = reopened();
        assertThat(again.principals()).isEqualTo(catalog.principals()).containsExactlyInAnyOrder(ana, group, service);
        assertThat(again.members(group)).containsExactly(ana);
        assertThat(again.grantsOf(ana)).isEqualTo(catalog.grantsOf(ana)).hasSize(2);
        assertThat(again.objects()).isEqualTo(catalog.objects());
        assertThat(again.policies()).isEqualTo(catalog.policies()).hasSize(4);
        assertThat(again.views()).isEqualTo(catalog.views());
        assertThat(again.view("gold.late").orElseThrow().comment()).isEqualTo("late ones");
        assertThat(again.name()).isEqualTo("shop");
        CatalogObject orders = again.object(ORDERS_TABLE).orElseThrow();
        assertThat(orders.owner()).isEqualTo(service);
        assertThat(orders.comment()).isEqualTo("a 'comment' with \"quotes\"\nand lines");
        assertThat(orders.tags()).containsEntry("domain", "sales");
        assertThat(orders.columns())
                .extracting(CatalogColumn::name, CatalogColumn::comment)
                .contains(
                        org.assertj.core.groups.Tuple.tuple("order_id", "Unique."),
                        org.assertj.core.groups.Tuple.tuple("status", "état"));
        assertThat(again.object(Securable.model("delay")).orElseThrow().version())
                .isEqualTo("3");
    }

    @ParameterizedTest
    @EnumSource
    void aDamagedNewestVersionIsReplacedByTheLastGoodOne(Damage damage) throws IOException {
        threeVersions();
        damage.to(file(3));

        Catalog again = reopened();
        assertThat(again.principals()).containsExactly(new Principal.User("ana"));
        assertThat(again.grantsOf(new Principal.User("ana"))).hasSize(1);
        assertThat(file(4)).exists();
        again.createUser("eva");
        assertThat(file(5)).exists();
        assertThat(reopened().principals()).extracting(Principal::name).containsExactly("ana", "eva");
    }

    @ParameterizedTest
    @EnumSource
    void severalDamagedVersionsAreSkipped(Damage damage) throws IOException {
        threeVersions();
        catalog.createUser("eva");
        damage.to(file(3));
        damage.to(file(4));
        assertThat(reopened().principals()).containsExactly(new Principal.User("ana"));
        assertThat(file(5)).exists();
    }

    @Test
    void aRunningCatalogNoticesALostVersionAtItsNextChange() throws IOException {
        threeVersions();
        assertThat(catalog.principals()).hasSize(2);
        Files.delete(file(3));
        catalog.createUser("eva");
        assertThat(reopened().principals()).extracting(Principal::name).contains("ana", "eva");
        assertThat(file(5)).exists();
    }

    @Test
    void anOlderDamagedVersionDoesNotMatter() throws IOException {
        threeVersions();
        Damage.TORN.to(file(1));
        Damage.LOST.to(file(2));
        assertThat(reopened().principals()).hasSize(2);
        assertThat(file(4)).doesNotExist();
    }

    @Test
    void aDamagedWitnessDoesNotMatter() throws IOException {
        threeVersions();
        Files.write(files().resolve(String.format("%020d.sha256", 3)), new byte[0]);
        assertThat(reopened().principals()).hasSize(2);
        Files.delete(files().resolve(String.format("%020d.sha256", 3)));
        Catalog again = reopened();
        assertThat(again.principals()).hasSize(2);
        again.createUser("eva");
        assertThat(reopened().principals()).hasSize(3);
    }

    @Test
    void withoutAGoodVersionOnlyTheOwnerMayGoOn() throws IOException {
        threeVersions();
        for (int version = 1; version <= 3; version++) {
            Damage.ZEROED.to(file(version));
        }
        for (Catalog damaged : List.of(reopened(), catalog)) {
            assertThat(damaged.rights(new Principal.Owner()).unrestricted()).isTrue();
            assertThatThrownBy(() -> reopened().rights(new Principal.User("ana")))
                    .isInstanceOf(CatalogException.class)
                    .hasMessageContaining("no older version is good")
                    .hasMessageContaining("Restore the folder");
            assertThatThrownBy(() -> reopened().createUser("eva")).isInstanceOf(CatalogException.class);
        }
        assertThat(names()).hasSize(6);
    }

    @Test
    void allStatesLostIsNoticedByTheirWitnesses() throws IOException {
        threeVersions();
        for (int version = 1; version <= 3; version++) {
            Files.delete(file(version));
        }
        assertThatThrownBy(() -> reopened().rights(new Principal.User("ana"))).isInstanceOf(CatalogException.class);
    }

    @Test
    void aNewerFormatIsNotTouched() throws IOException {
        threeVersions();
        Files.writeString(file(3), Files.readString(file(3)).replace("\"format\" : 1", "\"format\" : 2"));
        Catalog again = reopened();
        assertThatThrownBy(() -> again.rights(new Principal.User("ana")))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("format 2");
        assertThatThrownBy(() -> again.createUser("eva")).isInstanceOf(UnsupportedFeatureException.class);
        assertThat(file(4)).doesNotExist();
    }

    @Test
    void whatAnInterruptedWriterLeftDoesNotMatter() throws IOException {
        Files.createDirectories(files());
        assertThat(reopened().principals()).isEmpty();
        threeVersions();
        Files.writeString(files().resolve(".00000000000000000004.json-1-1"), "{\"form");
        Files.writeString(files().resolve("notes.txt"), "mine");
        assertThat(reopened().principals()).hasSize(2);
        reopened().createUser("eva");
        assertThat(reopened().principals()).hasSize(3);
    }

    @Test
    void theLastFiftyVersionsAreKept() throws IOException {
        Principal.User ana = catalog.createUser("ana");
        Catalog idle = reopened();
        assertThat(idle.principals()).hasSize(1);
        CatalogFiles another = new CatalogFiles(files(), restored -> {});
        for (int i = 0; i < 60; i++) {
            String round = String.valueOf(i);
            another.update("round " + i, state -> {
                CatalogDraft draft = new CatalogDraft(state);
                draft.note(ORDERS_TABLE, notes -> notes.withTags(Map.of("round", round)));
                return draft.state();
            });
        }
        List<Path> left = names();
        assertThat(left).hasSize(100).contains(file(12), file(61)).doesNotContain(file(11));
        assertThat(idle.object(ORDERS_TABLE).orElseThrow().tags()).containsEntry("round", "59");
        assertThat(idle.principals()).containsExactly(ana);
    }

    @Test
    void whatChangesNothingWritesNothing() throws IOException {
        threeVersions();
        catalog.grant(Privilege.SELECT, ORDERS_TABLE, new Principal.User("ana"));
        assertThat(names()).hasSize(6);
    }

    @Test
    void refusedChangesWriteNothing() throws IOException {
        threeVersions();
        List<Runnable> refused = new ArrayList<>();
        refused.add(() -> catalog.createUser("ana"));
        refused.add(() -> catalog.grant(
                List.of(Privilege.SELECT, Privilege.CREATE),
                Securable.table("silver.customers"),
                new Principal.User("ana")));
        refused.add(() -> catalog.grant(Privilege.SELECT, ORDERS_TABLE, new Principal.User("nobody")));
        refused.add(() -> catalog.execute("ALTER TABLE silver.orders SET TAGS ('good', ' ')"));
        for (Runnable change : refused) {
            assertThatThrownBy(change::run).isInstanceOf(CatalogException.class);
        }
        assertThat(names()).hasSize(6);
        assertThat(reopened().object(ORDERS_TABLE).orElseThrow().tags()).isEmpty();
    }
}
