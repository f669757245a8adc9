package io.github.rocketmqhttp.benchmarks;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/**
 * Rules that keep the comparison small and fair.
 */
@AnalyzeClasses(packages = "io.github.rocketmqhttp", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	static final ArchRule NO_BROKER_AND_NO_SPRING = noClasses().should()
		.dependOnClassesThat()
		.resideInAnyPackage("..broker..", "org.springframework..")
		.because("client code alone is measured, against a stub that costs next to nothing");

	@ArchTest
	static final ArchRule NOBODY_USES_THE_BENCHMARKS = noClasses().that()
		.resideOutsideOfPackage("..benchmarks..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("..benchmarks..")
		.because("the module is not published");

}
