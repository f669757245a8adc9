package io.github.rocketmqhttp.transaction;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Makes threads that do not keep a process alive: a job whose work is done ends. Closing
 * the application waits for what they are at.
 */
final class DaemonThreadFactory extends CustomizableThreadFactory {

	private static final long serialVersionUID = 1L;

	DaemonThreadFactory(String namePrefix) {
		super(namePrefix);
		setDaemon(true);
	}

}
