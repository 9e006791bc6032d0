package server

func (s *Server) openAPI(*call) (any, error)  { return nil, errNotHere }
func (s *Server) asyncAPI(*call) (any, error) { return nil, errNotHere }
