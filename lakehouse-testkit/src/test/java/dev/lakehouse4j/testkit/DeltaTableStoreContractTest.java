package dev.lakehouse4j.testkit;

import dev.lakehouse4j.core.storage.DeltaTableStore;
import dev.lakehouse4j.core.storage.TableStore;
import dev.lakehouse4j.testkit.contract.TableStoreContract;

class DeltaTableStoreContractTest extends TableStoreContract {

    @Override
    protected TableStore createStore() {
        return new DeltaTableStore();
    }
}
