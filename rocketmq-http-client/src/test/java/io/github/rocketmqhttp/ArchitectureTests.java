package io.github.rocketmqhttp;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

@AnalyzeClasses(packages = "io.github.rocketmqhttp", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	static final ArchRule PACKAGES_HAVE_NO_CYCLES = slices().matching("io.github.rocketmqhttp.(*)..")
		.should()
		.beFreeOfCycles();

	@ArchTest
	static final ArchRule THE_ARROWS_POINT_ONE_WAY = layeredArchitecture().consideringOnlyDependenciesInLayers()
		.layer("client")
		.definedBy("io.github.rocketmqhttp.client")
		.layer("protocol")
		.definedBy("io.github.rocketmqhttp.protocol")
		.layer("root")
		.definedBy("io.github.rocketmqhttp")
		.whereLayer("client")
		.mayNotBeAccessedByAnyLayer()
		.whereLayer("protocol")
		.mayOnlyBeAccessedByLayers("client")
		.whereLayer("root")
		.mayOnlyBeAccessedByLayers("client", "protocol");

	@ArchTest
	static final ArchRule NOTHING_USES_SPRING = noClasses().should()
		.dependOnClassesThat()
		.resideInAPackage("org.springframework..")
		.because("this module serves programs without Spring too");

	@ArchTest
	static final ArchRule THE_PROTOCOL_KNOWS_NO_HTTP_LIBRARY = noClasses().that()
		.resideInAnyPackage("io.github.rocketmqhttp", "io.github.rocketmqhttp.protocol")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("org.apache.hc..")
		.because("the broker reads and writes the same documents on another one");

}
