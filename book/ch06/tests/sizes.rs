//! The sizes of futures that the page about them states in bytes. Its programs print KiB, which hold for other
//! compilers too; the bytes are those of one version.

#![cfg(target_arch = "x86_64")]

use std::hint::black_box;

async fn wait() {}

async fn local() {
    let buffer = [0_u8; 1024];
    wait().await;
    black_box(&buffer);
}

async fn argument(buffer: [u8; 1024]) {
    wait().await;
    black_box(&buffer);
}

#[test]
fn a_buffer_is_in_a_future_once_and_an_argument_twice() {
    let sizes = (size_of_val(&local()), size_of_val(&argument([0; 1024])));
    if testing::is_rust("1.95") {
        assert_eq!(sizes, (1026, 2050));
    }
    assert_eq!((sizes.0 / 1024, sizes.1 / 1024), (1, 2));
}
