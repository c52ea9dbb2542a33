package dev.lakehouse4j.testkit;

import dev.lakehouse4j.core.Lakehouse;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives a test a lake of its own; see {@link LakehouseTest}. */
final class LakehouseExtension implements ParameterResolver, AfterEachCallback {

    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(LakehouseExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Lakehouse.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        if (context.getTestMethod().isEmpty()) {
            throw new ParameterResolutionException("Cannot give a lake to " + parameter.getDeclaringExecutable()
                    + ": every test has a lake of its own. Take it in a @BeforeEach or @Test method.");
        }
        return context.getStore(NAMESPACE)
                .getOrComputeIfAbsent(TemporaryLake.class, type -> TemporaryLake.create(), TemporaryLake.class)
                .lake();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        TemporaryLake lake = context.getStore(NAMESPACE).remove(TemporaryLake.class, TemporaryLake.class);
        if (lake != null) {
            lake.close();
        }
    }
}
