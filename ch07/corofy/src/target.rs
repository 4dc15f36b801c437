//! What differs between the chapters whose `Future` a machine implements.

use proc_macro2::TokenStream;
use quote::quote;

use crate::answer::Target;

impl Target {
    /// The crate whose `Future` and `PollState` a file uses that doesn't import them.
    pub(crate) fn layer(self) -> TokenStream {
        match self {
            Target::Polling => quote!(ch07),
            Target::Waker => quote!(ch08),
            Target::Pinned => quote!(ch09),
        }
    }
}
