package io.github.rocketmqhttp.listener;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Holds several {@link RocketMqHttpListener} annotations of one method.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface RocketMqHttpListeners {

	/**
	 * The annotations.
	 * @return one for each listener
	 */
	RocketMqHttpListener[] value();

}
