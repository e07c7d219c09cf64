"""Compare the time a question takes with LangChain and FAISS, on the same articles and the same weights."""
