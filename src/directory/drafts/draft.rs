/// Generates a struct for each command, and its way to the command.
///
/// In the parentheses is what the command requires; after them, with a dot, each field that may be left out, and the
/// method that gives it. A field that a variant gains does not compile until it has its place here.
macro_rules! drafts {
    ($(
        $(#[$doc:meta])*
        $Draft:ident($($required:ident: $required_type:ty),* $(,)?)
        $($(#[$method_doc:meta])* .$method:ident($optional:ident: $optional_type:ty))*;
    )*) => {$(
        $(#[$doc])*
        ///
        #[doc = concat!("It becomes a [`Command::", stringify!($Draft), "`], where the fields are described.")]
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[must_use = "a command does nothing until it is executed"]
        pub struct $Draft {
            $($required: $required_type,)*
            $($optional: $optional_type,)*
        }

        impl $Draft {
            #[doc = concat!(
                "The command with what it requires: ", $("`", stringify!($required), "`, ",)*
                "as of [`Command::", stringify!($Draft), "`].",
            )]
            #[allow(clippy::too_many_arguments, reason = "as many as the command has fields that nobody may leave out")]
            pub fn new($($required: $required_type),*) -> Self {
                Self { $($required,)* $($optional: <$optional_type>::default(),)* }
            }

            $(
                $(#[$method_doc])*
                pub fn $method(self, $optional: impl Into<$optional_type>) -> Self {
                    Self { $optional: $optional.into(), ..self }
                }
            )*
        }

        impl From<$Draft> for Command {
            fn from(draft: $Draft) -> Self {
                let $Draft { $($required,)* $($optional,)* } = draft;
                Self::$Draft { $($required,)* $($optional,)* }
            }
        }
    )*};
}

pub(super) use drafts;
