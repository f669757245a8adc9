package io.github.rocketmqhttp.autoconfigure;

import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Changes the Jackson 2 mapper that payloads are converted with. The mapper of the
 * application is copied first, so that its other uses stay as they are. Several run in
 * their order.
 */
@FunctionalInterface
public interface RocketMqHttpJackson2Customizer {

	/**
	 * Changes the mapper.
	 * @param mapper a copy of the application's, or the starter's own where there is none
	 */
	void customize(ObjectMapper mapper);

}
