package io.github.rocketmqhttp.listener;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Makes the threads of workers.
 *
 * @param name prefix of their names
 * @param count most threads; nobody asks for more at a time
 * @param virtual whether they are virtual ones
 */
record WorkerThreads(String name, int count, boolean virtual) {

	Executor create() {
		if (this.virtual) {
			SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor(this.name);
			executor.setVirtualThreads(true);
			return executor;
		}
		ThreadPoolExecutor executor = new ThreadPoolExecutor(this.count, this.count, 10, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(this.count), new CustomizableThreadFactory(this.name));
		executor.allowCoreThreadTimeOut(true);
		return executor;
	}

	/**
	 * Lets idle threads end at once, and others when they have finished.
	 */
	static void end(Executor executor) {
		if (executor instanceof ExecutorService service) {
			service.shutdown();
		}
	}

}
