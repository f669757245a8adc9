package io.github.rocketmqhttp.test.crash;

import io.github.rocketmqhttp.core.RocketMqHttpInstances;
import io.github.rocketmqhttp.transaction.InFlightTransactions;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Watches transactions with messages at the points where a test may want them to end.
 */
@Configuration(proxyBeanMethods = false)
class CrashConfiguration {

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static Crashes rocketMqHttpCrashes(ObjectProvider<InFlightTransactions> inFlight) {
		return new Crashes(inFlight::getObject);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static Watcher rocketMqHttpCrashWatcher(Crashes crashes) {
		return new Watcher(crashes);
	}

	/**
	 * Takes its places.
	 */
	static final class Watcher implements BeanPostProcessor {

		private final Crashes crashes;

		Watcher(Crashes crashes) {
			this.crashes = crashes;
		}

		@Override
		public Object postProcessAfterInitialization(Object bean, String beanName) {
			if (bean instanceof RocketMqHttpInstances instances) {
				return new CrashingInstances(instances, this.crashes);
			}
			if (bean instanceof PlatformTransactionManager && bean instanceof ConfigurableTransactionManager manager) {
				manager.addListener(new CrashingCommits(this.crashes));
			}
			return bean;
		}

	}

}
