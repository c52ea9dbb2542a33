package dev.lakehouse4j.core.catalog;

import dev.lakehouse4j.core.Lakehouse;
import java.nio.file.Path;

/** A program of its own that waits for a user, and then grants something to many others. */
final class GrantingProcess {

    private GrantingProcess() {}

    public static void main(String[] args) throws Exception {
        int number = Integer.parseInt(args[1]);
        int changes = Integer.parseInt(args[2]);
        try (Lakehouse lake = Lakehouse.open(Path.of(args[0]))) {
            Catalog catalog = lake.catalog();
            System.out.println("ready");
            while (!catalog.principals().contains(new Principal.User("start"))) {
                Thread.sleep(1);
            }
            for (int i = 0; i < changes; i++) {
                Principal.User user = catalog.createUser("p" + number + "-" + i);
                catalog.grant(Privilege.SELECT, CatalogFixture.ORDERS_TABLE, user);
            }
        }
    }
}
