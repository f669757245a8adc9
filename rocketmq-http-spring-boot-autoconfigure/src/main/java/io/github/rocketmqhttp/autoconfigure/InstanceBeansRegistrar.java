package io.github.rocketmqhttp.autoconfigure;

import java.util.Map;
import java.util.Set;

import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.core.RocketMqHttpTemplate;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Registers connection details, client and template of each instance with a name. Its
 * name is their qualifier, and none is injected where there is no qualifier. A bean of
 * the application with the same bean name takes the place of one of them.
 */
final class InstanceBeansRegistrar implements ImportBeanDefinitionRegistrar {

	private static final Bindable<Map<String, Object>> NAMES = Bindable.mapOf(String.class, Object.class);

	private final Environment environment;

	InstanceBeansRegistrar(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata importingClassMetadata, BeanDefinitionRegistry registry) {
		for (String name : names()) {
			register(registry, name, detailsName(name), RocketMqHttpConnectionDetails.class, "connectionDetails");
			register(registry, name, clientName(name), RocketMqHttpClient.class, "client");
			register(registry, name, templateName(name), RocketMqHttpTemplate.class, "template");
		}
	}

	private Set<String> names() {
		return Binder.get(this.environment)
			.bind(RocketMqHttpProperties.INSTANCES, NAMES)
			.map(Map::keySet)
			.orElse(Set.of());
	}

	// By a factory method with its argument, which can be called ahead of time, too.
	private static void register(BeanDefinitionRegistry registry, String name, String beanName, Class<?> type,
			String method) {
		if (registry.containsBeanDefinition(beanName)) {
			return;
		}
		RootBeanDefinition definition = new RootBeanDefinition();
		definition.setTargetType(type);
		definition.setFactoryBeanName(InstanceBeansFactory.BEAN_NAME);
		definition.setFactoryMethodName(method);
		definition.getConstructorArgumentValues().addIndexedArgumentValue(0, name);
		definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, name));
		definition.setDefaultCandidate(false);
		registry.registerBeanDefinition(beanName, definition);
	}

	static String detailsName(String name) {
		return name + "RocketMqHttpConnectionDetails";
	}

	static String clientName(String name) {
		return name + "RocketMqHttpClient";
	}

	static String templateName(String name) {
		return name + "RocketMqHttpTemplate";
	}

}
