package dev.lakehouse4j.notebook;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;

/** Copy it to the root package of another module: it takes the module's root from its own package. */
class PackageCyclesTest {

    private static final String ROOT = PackageCyclesTest.class.getPackageName();

    @Test
    void packagesAreFreeOfCycles() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(ROOT);

        SlicesRuleDefinition.slices()
                .assignedFrom(new TopPackages())
                .should()
                .beFreeOfCycles()
                .check(classes);
    }

    /** One slice per package right below the root, and one for the root itself, which {@code matching} would leave out. */
    private static final class TopPackages implements SliceAssignment {

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            String name = type.getPackageName();
            if (name.equals(ROOT)) {
                return SliceIdentifier.of(ROOT);
            }
            if (!name.startsWith(ROOT + ".")) {
                return SliceIdentifier.ignore();
            }
            int end = name.indexOf('.', ROOT.length() + 1);
            return SliceIdentifier.of(end < 0 ? name : name.substring(0, end));
        }

        @Override
        public String getDescription() {
            return "packages right below " + ROOT + ", and " + ROOT;
        }
    }
}
