package io.github.rocketmqhttp.reliability.away;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.client.RocketMqHttpClient;

import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Counts the polls of an application, by operation and topic.
 */
final class CountedPolls implements BeanPostProcessor {

	private final Map<String, Integer> counts = new ConcurrentHashMap<>();

	@Override
	public Object postProcessAfterInitialization(Object bean, String name) {
		if (!(bean instanceof RocketMqHttpClient)) {
			return bean;
		}
		return Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { RocketMqHttpClient.class },
				(proxy, method, arguments) -> {
					if (arguments != null && arguments[0] instanceof ConsumeRequest request) {
						this.counts.merge(method.getName() + " " + request.topic(), 1, Integer::sum);
					}
					try {
						return method.invoke(bean, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getTargetException();
					}
				});
	}

	Map<String, Integer> counts() {
		return Map.copyOf(this.counts);
	}

	/**
	 * How many polls there were since then.
	 */
	Map<String, Integer> since(Map<String, Integer> then) {
		Map<String, Integer> since = new ConcurrentHashMap<>();
		this.counts.forEach((poll, count) -> since.put(poll, count - then.getOrDefault(poll, 0)));
		return since;
	}

}
