package io.github.rocketmqhttp.test.shop;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.PropertySource;

/**
 * The application that the tests are about. Its properties are in a place of their own:
 * these classes run beside tests of other applications, too.
 */
@SpringBootApplication
@PropertySource("classpath:shop/shop.properties")
public class ShopApplication {

}
