package io.github.rocketmqhttp.autoconfigure;

import tools.jackson.databind.json.JsonMapper;

/**
 * Changes the Jackson 3 mapper that payloads are converted with. The mapper of the
 * application stays as it is, for its other uses. Several run in their order.
 */
@FunctionalInterface
public interface RocketMqHttpJackson3Customizer {

	/**
	 * Changes the mapper.
	 * @param builder has the settings of the application's mapper, or of the starter's
	 * own where there is none
	 */
	void customize(JsonMapper.Builder builder);

}
