package io.github.rocketmqhttp.core;

import java.util.List;

import io.github.rocketmqhttp.client.RocketMqHttpClient;

/**
 * The instances of the service that an application uses: one without a name, which is the
 * default, and any number with names. Safe for concurrent use.
 */
@FunctionalInterface
public interface RocketMqHttpInstances {

	/** Name of the default instance. */
	String DEFAULT = "";

	/**
	 * Finds an instance. Its client is made when it is first asked for.
	 * @param name the name; empty for the default instance
	 * @return the instance, the same at each call
	 * @throws UnknownInstanceException if there is none of that name
	 */
	RocketMqHttpInstance get(String name);

	/**
	 * The default instance alone.
	 * @param client makes the calls; not owned
	 * @param operations publish and decide
	 * @return instances of which only the default one exists
	 */
	static RocketMqHttpInstances only(RocketMqHttpClient client, RocketMqHttpOperations operations) {
		RocketMqHttpInstance instance = new RocketMqHttpInstance(DEFAULT, client, operations, TemplateDefaults.NONE);
		return (name) -> {
			if (!name.isEmpty()) {
				throw new UnknownInstanceException(name, List.of());
			}
			return instance;
		};
	}

}
