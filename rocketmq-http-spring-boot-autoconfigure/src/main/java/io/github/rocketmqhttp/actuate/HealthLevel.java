package io.github.rocketmqhttp.actuate;

/**
 * How well the application gets along with the broker, the better first. The names are
 * status codes of Spring Boot's health endpoint, and one of our own.
 */
enum HealthLevel {

	/** Everything works. */
	UP,

	/** Nothing has been asked, or answered, yet. */
	UNKNOWN,

	/** Something is amiss that a person should look at before it hurts. */
	DEGRADED,

	/** Messages do not get through, or are about to be lost. */
	DOWN

}
