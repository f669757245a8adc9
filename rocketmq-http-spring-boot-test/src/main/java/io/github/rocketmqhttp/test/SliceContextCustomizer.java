package io.github.rocketmqhttp.test;

import java.util.Arrays;
import java.util.List;

import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.TypeFilterUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.type.filter.TypeFilter;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Lets the application's component scan find what belongs to a slice. Equal ones share an
 * application context.
 *
 * @param test says what belongs to it
 */
record SliceContextCustomizer(RocketMqHttpTest test) implements ContextCustomizer {

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration mergedConfig) {
		context.getBeanFactory()
			.registerSingleton(SliceTypeExcludeFilter.class.getName(),
					new SliceTypeExcludeFilter(this.test.useDefaultFilters(),
							filters(this.test.includeFilters(), context),
							filters(this.test.excludeFilters(), context)));
	}

	private static List<TypeFilter> filters(Filter[] filters, ConfigurableApplicationContext context) {
		return Arrays.stream(filters)
			.map((filter) -> MergedAnnotation.from(filter).asAnnotationAttributes())
			.flatMap((filter) -> TypeFilterUtils
				.createTypeFiltersFor(filter, context.getEnvironment(), context,
						(BeanDefinitionRegistry) context.getBeanFactory())
				.stream())
			.toList();
	}

}
