/**
 * What operators see and may do: health, and the actuator endpoint.
 */
@NullMarked
package io.github.rocketmqhttp.actuate;

import org.jspecify.annotations.NullMarked;
